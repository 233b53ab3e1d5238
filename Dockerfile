# syntax=docker/dockerfile:1
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY . .
RUN --mount=type=cache,target=/root/.nuget/packages \
    scripts/publish.sh /app -p:SqlServerPackages=full

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
# The image has no curl. Requests must name an allowed host, these as well.
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD bash -c '\
    host=${AllowedHosts:-localhost}; host=${host%%;*}; \
    exec 3<>/dev/tcp/127.0.0.1/8080; \
    printf "GET /health/ready HTTP/1.0\r\nHost: %s\r\n\r\n" "${host/#\*/health}" >&3; \
    read -r status <&3; [[ $status == *" 200 "* ]]'
ENTRYPOINT ["dotnet", "FinAut.Api.dll"]
